using Qwen3Tts.Gateway.Hosting;
using Qwen3Tts.ServiceDefaults.Hosting;

var builder = WebApplication.CreateBuilder(args);
builder.AddFleetDefaults("gateway").AddGateway();
var app = builder.Build();
app.MapFleetDefaults().MapGateway();
app.Run();
